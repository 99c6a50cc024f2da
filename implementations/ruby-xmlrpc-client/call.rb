# The xmlrpc gem's Client, told what to call on stdin, with nothing added to it but nil.
#
#   ruby call.rb 127.0.0.1 8000 1.5

require "base64"
require "json"
require "xmlrpc/client"

XMLRPC::Config.module_eval do
  remove_const(:ENABLE_NIL_CREATE)
  remove_const(:ENABLE_NIL_PARSER)
  const_set(:ENABLE_NIL_CREATE, true)
  const_set(:ENABLE_NIL_PARSER, true)
end

def value(one)
  held = one["v"]
  case one["t"]
  when "nil" then nil
  when "array" then held.map { |item| value(item) }
  when "struct" then held.to_h { |name, item| [name, value(item)] }
  when "i4" then Integer(held, 10)
  when "boolean" then held == "1"
  when "double" then Float(held)
  when "base64" then XMLRPC::Base64.new(Base64.strict_decode64(held))
  when "dateTime"
    XMLRPC::DateTime.new(*held.match(/(....)(..)(..)T(..):(..):(..)/).captures.map { |part| part.to_i })
  else held
  end
end

def tagged(value)
  case value
  when nil then { t: "nil" }
  when Array then { t: "array", v: value.map { |item| tagged(item) } }
  when Hash then { t: "struct", v: value.map { |name, item| [name, tagged(item)] } }
  when true, false then { t: "boolean", v: value ? "1" : "0" }
  when Integer then { t: "i4", v: value.to_s }
  when Float then { t: "double", v: value.to_s }
  when XMLRPC::DateTime then { t: "dateTime", v: format("%04d%02d%02dT%02d:%02d:%02d", *value.to_a) }
  else { t: "string", v: value.to_s }
  end
end

def answer(order, host, port, timeout)
  client = XMLRPC::Client.new3(host: host, path: "/RPC2", port: port.to_i, timeout: timeout.to_f)
  good, result = client.call2(order["method"], *order["params"].map { |one| value(one) })
  return { ok: false, fault: { code: result.faultCode, string: result.faultString } } unless good
  begin
    { ok: true, result: tagged(result) }
  rescue SystemStackError # ours: it did give a value
    { ok: true, result: { t: "string", v: "a value that is nested too deep to be told" } }
  end
rescue StandardError, SystemStackError, Timeout::Error => trouble
  { ok: false, error: trouble.class.to_s }
end

told = answer(JSON.parse($stdin.gets), *ARGV)
puts JSON.generate(told)
exit(told[:ok] ? 0 : 3)
