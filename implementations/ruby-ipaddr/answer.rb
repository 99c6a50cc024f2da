# cidr with Ruby's IPAddr, called as its documentation shows.
require "ipaddr"
require "json"

class Refused < StandardError
  attr_reader :kind

  def initialize(kind, message)
    super(message)
    @kind = kind
  end
end

def asking(kind)
  yield
rescue IPAddr::Error => trouble
  raise Refused.new(kind, trouble.message)
end

def address_of(text)
  raise Refused.new("address", "a prefix") if text.include?("/") # one constructor serves for both
  asking("address") { IPAddr.new(text) }
end

def network_of(text, strict = true)
  net = asking("network") { IPAddr.new(text) }
  host = asking("network") { IPAddr.new(text.partition("/").first) }
  raise Refused.new("host-bits", "the host part is not zero") if strict && host.to_i != net.to_i
  net
end

OPS = {
  "hello" => ->(_) { { contract: "cidr/1", ops: OPS.keys, caps: [] } },
  "address" => lambda do |order|
    one = address_of(order["text"])
    zone = one.ipv6? && one.zone_id
    { version: one.ipv4? ? 4 : 6, canonical: one.to_s, exploded: one.to_string, int: one.to_i.to_s,
      packed: one.hton.unpack1("H*"), zone: zone ? zone.delete_prefix("%") : nil }
  end,
  "network" => lambda do |order|
    net = network_of(order["text"], order.fetch("strict", true))
    range = net.to_range
    { version: net.ipv4? ? 4 : 6, canonical: "#{net}/#{net.prefix}", network: range.first.to_s,
      last: range.last.to_s, prefix: net.prefix }
  end,
  "contains" => ->(order) { network_of(order["net"]).include?(address_of(order["addr"])) },
}
TEXTS = { "hello" => [], "address" => ["text"], "network" => ["text"], "contains" => ["net", "addr"] }

def answer(line)
  id = nil
  begin
    raise Refused.new("json", "no UTF-8") unless line.valid_encoding?
    order = JSON.parse(line)
    raise Refused.new("json", "no object") unless order.is_a?(Hash)
    id = order["id"]
    raise Refused.new("argument", "no op") unless order["op"].is_a?(String)
    raise Refused.new("unsupported", order["op"][0, 40]) unless OPS.key?(order["op"])
    wrong = TEXTS[order["op"]].any? { |name| !order[name].is_a?(String) }
    raise Refused.new("argument", "a member") if wrong || ![true, false].include?(order.fetch("strict", true))
    return { id: id, ok: true, result: OPS[order["op"]].call(order) }
  rescue Refused => trouble
    kind = trouble.kind
  rescue JSON::ParserError, EncodingError
    kind = "json"
  rescue StandardError # what the library lets through
    kind = "address"
  end
  { id: id, ok: false, error: { kind: kind, message: $!.to_s[0, 200].scrub } }
end

$stdin.set_encoding("UTF-8")
$stdout.sync = true
$stdin.each_line("\n") { |line| $stdout.write(JSON.generate(answer(line)) + "\n") }
