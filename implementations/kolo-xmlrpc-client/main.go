// kolo/xmlrpc's client, told what to call on stdin, with nothing added to it.
//
//	go run main.go 127.0.0.1 8000
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/kolo/xmlrpc"
)

const basic = "20060102T15:04:05"

type object = map[string]interface{}

// A fault is all that net/rpc, under the package, leaves of it: its text.
var fault = regexp.MustCompile(`(?s)^Fault\((-?\d+)\): (.*)$`)

func value(one object) interface{} {
	text, _ := one["v"].(string)
	switch one["t"] {
	case "array":
		items := []interface{}{}
		for _, item := range one["v"].([]interface{}) {
			items = append(items, value(item.(object)))
		}
		return items
	case "struct":
		members := object{}
		for _, member := range one["v"].([]interface{}) {
			pair := member.([]interface{})
			members[pair[0].(string)] = value(pair[1].(object))
		}
		return members
	case "i4":
		number, _ := strconv.Atoi(text)
		return number
	case "double":
		number, _ := strconv.ParseFloat(text, 64)
		return number
	case "boolean":
		return text == "1"
	case "base64":
		return xmlrpc.Base64(text)
	case "dateTime":
		moment, _ := time.Parse(basic, text)
		return moment
	case "nil":
		return nil
	}
	return text
}

func tagged(one interface{}, levels int) object {
	if levels == 0 { // ours: it did give a value
		return object{"t": "string", "v": "a value that is nested too deep to be told"}
	}
	switch held := one.(type) {
	case nil:
		return object{"t": "nil"}
	case []interface{}:
		items := []object{}
		for _, item := range held {
			items = append(items, tagged(item, levels-1))
		}
		return object{"t": "array", "v": items}
	case object:
		members := [][]interface{}{}
		for name, item := range held {
			members = append(members, []interface{}{name, tagged(item, levels-1)})
		}
		return object{"t": "struct", "v": members}
	case bool:
		return object{"t": "boolean", "v": map[bool]string{true: "1", false: "0"}[held]}
	case int64:
		return object{"t": "i4", "v": strconv.FormatInt(held, 10)}
	case float64:
		return object{"t": "double", "v": strconv.FormatFloat(held, 'f', -1, 64)}
	case time.Time:
		return object{"t": "dateTime", "v": held.Format(basic)}
	case xmlrpc.Base64:
		return object{"t": "base64", "v": base64.StdEncoding.EncodeToString([]byte(held))}
	}
	return object{"t": "string", "v": fmt.Sprint(one)}
}

func call(order object, host, port string) object {
	client, err := xmlrpc.NewClient(fmt.Sprintf("http://%s:%s/RPC2", host, port), nil)
	if err != nil {
		return object{"ok": false, "error": err.Error()}
	}
	params := []interface{}{}
	for _, one := range order["params"].([]interface{}) {
		params = append(params, value(one.(object)))
	}
	var result interface{}
	err = client.Call(order["method"].(string), params, &result)
	if err == nil {
		return object{"ok": true, "result": tagged(result, 200)}
	}
	if found := fault.FindStringSubmatch(err.Error()); found != nil {
		code, _ := strconv.Atoi(found[1])
		return object{"ok": false, "fault": object{"code": code, "string": found[2]}}
	}
	return object{"ok": false, "error": err.Error()}
}

func main() {
	var order object
	if err := json.NewDecoder(os.Stdin).Decode(&order); err != nil {
		panic(err)
	}
	told := call(order, os.Args[1], os.Args[2])
	json.NewEncoder(os.Stdout).Encode(told)
	if told["ok"] != true {
		os.Exit(3)
	}
}
