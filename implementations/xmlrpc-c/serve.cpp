// xmlrpc-c's Abyss server around a map, as its documentation would have it.
//
// Ours: the methods and the lock around the map, the limit of bodies, the socket, the line that
// announces it, and the end with stdin. The library's: everything on the wire.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <xmlrpc-c/base.hpp>
#include <xmlrpc-c/registry.hpp>
#include <xmlrpc-c/server_abyss.hpp>

using namespace xmlrpc_c;

const size_t MAX_BODY = 32 * 1024 * 1024;  // the library's own is half a megabyte

std::map<std::string, value> data;
std::mutex lock;

class Method : public method {
    typedef std::function<value(paramList const&)> Function;
    unsigned const count;
    Function const function;

public:
    Method(std::string const& types, unsigned count, Function function)
        : count(count), function(function) { _signature = types; }

    void execute(paramList const& params, value* result) {
        params.verifyEnd(count);
        *result = function(params);
    }
};

std::map<std::string, value>::iterator present(std::string const& name) {
    auto found = data.find(name);
    if (found == data.end()) throw fault("no such key", fault::CODE_UNSPECIFIED);
    return found;
}

value get(paramList const& params) {
    std::lock_guard<std::mutex> held(lock);
    return present(params.getString(0))->second;
}

value set(paramList const& params) {
    std::lock_guard<std::mutex> held(lock);
    std::string const name = params.getString(0);
    data.erase(name);  // the library's values cannot be assigned to once they are one
    data.insert({name, params[1]});
    return value_nil();
}

value forget(paramList const& params) {
    std::lock_guard<std::mutex> held(lock);
    data.erase(present(params.getString(0)));
    return value_nil();
}

value exists(paramList const& params) {
    std::lock_guard<std::mutex> held(lock);
    return value_boolean(data.count(params.getString(0)) > 0);
}

value keys(paramList const&) {
    std::lock_guard<std::mutex> held(lock);
    std::vector<value> names;
    for (auto const& one : data) names.push_back(value_string(one.first));
    return value_array(names);
}

// -- validator1 -----------------------------------------------------------------------------------

value member(value const& of, std::string const& name) {
    cstruct const members = value_struct(of).cvalue();
    auto found = members.find(name);
    if (found == members.end()) throw fault("no such member", fault::CODE_TYPE);
    return found->second;
}

int number(value const& of, std::string const& name) { return value_int(member(of, name)).cvalue(); }

value stooges(value const& of) {
    return value_int(number(of, "moe") + number(of, "larry") + number(of, "curly"));
}

value curlies(paramList const& params) {
    int sum = 0;
    for (auto const& one : params.getArray(0)) sum += number(one, "curly");
    return value_int(sum);
}

value entities(paramList const& params) {
    std::string const text = params.getString(0), chars = "<>&'\"";
    char const* const names[] = {"ctLeftAngleBrackets", "ctRightAngleBrackets", "ctAmpersands",
                                 "ctApostrophes", "ctQuotes"};
    cstruct counts;
    for (size_t n = 0; n < chars.size(); ++n) {
        int count = 0;
        for (char one : text) count += one == chars[n];
        counts[names[n]] = value_int(count);
    }
    return value_struct(counts);
}

value products(paramList const& params) {
    int const given = params.getInt(0);
    cstruct result;
    result["times10"] = value_int(given * 10);
    result["times100"] = value_int(given * 100);
    result["times1000"] = value_int(given * 1000);
    return value_struct(result);
}

value ends(paramList const& params) {
    carray const all = params.getArray(0, 1);
    return value_string(value_string(all.front()).cvalue() + value_string(all.back()).cvalue());
}

value many(paramList const& params) {
    std::vector<value> all;
    for (unsigned n = 0; n < params.size(); ++n) all.push_back(params[n]);
    return value_array(all);
}

int main() {
    xmlrpc_limit_set(XMLRPC_XML_SIZE_LIMIT_ID, MAX_BODY);
    registry methods;
    auto publish = [&](std::string const& name, std::string const& types, unsigned count,
                       std::function<value(paramList const&)> function) {
        methods.addMethod(name, methodPtr(new Method(types, count, function)));
    };
    publish("get", "?", 1, get);
    publish("set", "?", 2, set);
    publish("delete", "n:s", 1, forget);
    publish("exists", "b:s", 1, exists);
    publish("keys", "A:", 0, keys);
    publish("validator1.arrayOfStructsTest", "i:A", 1, curlies);
    publish("validator1.countTheEntities", "S:s", 1, entities);
    publish("validator1.easyStructTest", "i:S", 1, [](paramList const& p) { return stooges(p[0]); });
    publish("validator1.echoStructTest", "S:S", 1, [](paramList const& p) { return p[0]; });
    publish("validator1.manyTypesTest", "A:ibsd86", 6, many);
    publish("validator1.moderateSizeArrayCheck", "s:A", 1, ends);
    publish("validator1.nestedStructTest", "i:S", 1, [](paramList const& p) {
        return stooges(member(member(member(p[0], "2000"), "04"), "01"));
    });
    publish("validator1.simpleStructReturnTest", "S:i", 1, products);

    int const listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size)) {
        perror("bind");
        return 1;
    }
    serverAbyss server(serverAbyss::constrOpt().registryP(&methods).socketFd(listener));
    printf("{\"listening\": {\"host\": \"127.0.0.1\", \"port\": %d}}\n", ntohs(address.sin_port));
    fflush(stdout);
    std::thread([] {
        char some[4096];
        while (read(0, some, sizeof some) > 0) {}
        _exit(0);
    }).detach();
    server.run();
}
