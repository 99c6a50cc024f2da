# Ruby's XML-RPC servlet around a hash, as its documentation would have it.
#
# Ours: the methods, the port, the line that announces it, and the end with stdin.
# The library's, and WEBrick's: everything on the wire.

require "json"
require "webrick"
require "xmlrpc/server"

data = {}
servlet = XMLRPC::WEBrickServlet.new

key = ->(name) { name.is_a?(String) ? name : raise(ArgumentError, "a key is a string") }

# The classic recipe's five methods. Without the nil extension one without a result says true.
servlet.add_handler("get") { |name| data.fetch(key.call(name)) }
servlet.add_handler("set") { |name, value| data[key.call(name)] = value; true }
servlet.add_handler("delete") { |name| data.fetch(key.call(name)); data.delete(name); true }
servlet.add_handler("exists") { |name| data.key?(key.call(name)) }
servlet.add_handler("keys") { || data.keys }

# The classic suite.
stooges = ->(struct) { struct.fetch("moe") + struct.fetch("larry") + struct.fetch("curly") }
servlet.add_handler("validator1.arrayOfStructsTest") { |structs| structs.sum { |one| one["curly"] } }
servlet.add_handler("validator1.countTheEntities") do |text|
  { "ctLeftAngleBrackets" => "<", "ctRightAngleBrackets" => ">", "ctAmpersands" => "&",
    "ctApostrophes" => "'", "ctQuotes" => '"' }.transform_values { |char| text.chars.count(char) }
end
servlet.add_handler("validator1.easyStructTest") { |struct| stooges.call(struct) }
servlet.add_handler("validator1.echoStructTest") { |struct| struct }
servlet.add_handler("validator1.manyTypesTest") { |a, b, c, d, e, f| [a, b, c, d, e, f] }
servlet.add_handler("validator1.moderateSizeArrayCheck") { |strings| strings.first + strings.last }
servlet.add_handler("validator1.nestedStructTest") { |days| stooges.call(days["2000"]["04"]["01"]) }
servlet.add_handler("validator1.simpleStructReturnTest") do |number|
  { "times10" => number * 10, "times100" => number * 100, "times1000" => number * 1000 }
end

servlet.add_multicall
servlet.add_introspection

log = WEBrick::Log.new($stderr, WEBrick::Log::WARN)
server = WEBrick::HTTPServer.new(BindAddress: "127.0.0.1", Port: 0, Logger: log, AccessLog: [])
server.mount("/RPC2", servlet)
Thread.new { $stdin.read; server.shutdown }
port = server.listeners.first.addr[1]
puts JSON.generate({ listening: { host: "127.0.0.1", port: port } })
$stdout.flush
server.start
