// cidr with Go's net/netip, called as its documentation shows.
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/big"
	"net/netip"
	"os"
	"unicode/utf8"
)

type refused struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

type object = map[string]any

func version(one netip.Addr) int {
	if one.Is4() {
		return 4
	}
	return 6
}

func address(text string) (any, *refused) {
	one, err := netip.ParseAddr(text)
	if err != nil {
		return nil, &refused{"address", short(err.Error())}
	}
	var zone any
	if one.Zone() != "" {
		zone = one.Zone()
	}
	return object{
		"version": version(one), "canonical": one.String(), "exploded": one.StringExpanded(),
		"int": new(big.Int).SetBytes(one.AsSlice()).String(), "packed": hex.EncodeToString(one.AsSlice()),
		"zone": zone,
	}, nil
}

func prefix(text string, strict bool) (netip.Prefix, *refused) {
	one, err := netip.ParsePrefix(text)
	if err != nil {
		return one, &refused{"network", short(err.Error())}
	}
	if strict && one != one.Masked() {
		return one, &refused{"host-bits", "the host part is not zero"}
	}
	return one, nil
}

func network(text string, strict bool) (any, *refused) {
	one, wrong := prefix(text, strict)
	if wrong != nil {
		return nil, wrong
	}
	net := one.Masked()
	return object{"version": version(net.Addr()), "canonical": net.String(),
		"network": net.Addr().String(), "prefix": net.Bits()}, nil
}

func contains(net, addr string) (any, *refused) {
	one, wrong := prefix(net, true)
	if wrong != nil {
		return nil, wrong
	}
	member, err := netip.ParseAddr(addr)
	if err != nil {
		return nil, &refused{"address", short(err.Error())}
	}
	return one.Contains(member), nil
}

func short(text string) string {
	if len(text) > 200 {
		return text[:200]
	}
	return text
}

func calculate(order object) (any, *refused) {
	op, ok := order["op"].(string)
	if !ok {
		return nil, &refused{"argument", "no op"}
	}
	text, isText := order["text"].(string)
	switch op {
	case "hello":
		return object{"contract": "cidr/1", "ops": []string{"hello", "address", "network", "contains"}, "caps": []string{}}, nil
	case "address":
		if isText {
			return address(text)
		}
	case "network":
		strict, isBool := order["strict"].(bool)
		if _, given := order["strict"]; isText && (isBool || !given) {
			return network(text, strict || !given)
		}
	case "contains":
		net, isNet := order["net"].(string)
		addr, isAddr := order["addr"].(string)
		if isNet && isAddr {
			return contains(net, addr)
		}
	default:
		return nil, &refused{"unsupported", short(op)}
	}
	return nil, &refused{"argument", "a member is missing or of the wrong type"}
}

func answer(line []byte) object {
	var order object
	if !utf8.Valid(line) || json.Unmarshal(line, &order) != nil || order == nil {
		return object{"id": nil, "ok": false, "error": refused{"json", "no JSON object"}}
	}
	result, wrong := calculate(order)
	if wrong != nil {
		return object{"id": order["id"], "ok": false, "error": wrong}
	}
	return object{"id": order["id"], "ok": true, "result": result}
}

func main() {
	input := bufio.NewReader(os.Stdin)
	output := json.NewEncoder(os.Stdout) // unbuffered, a line for each value
	for {
		line, err := input.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		output.Encode(answer(bytes.TrimSuffix(line, []byte("\n"))))
	}
}
