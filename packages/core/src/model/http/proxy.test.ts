import { expect, it } from "vitest";
import { proxyVariables, refuseUnknownProxy } from "./proxy.js";

const url = new URL("https://api.example.com/v1");

it.each([
  ["HTTPS_PROXY", "socks5://127.0.0.1:1", /HTTPS_PROXY.*socks5/],
  ["all_proxy", "socks5h://user:s3cret@127.0.0.1:1", /all_proxy.*socks5h/],
  ["https_proxy", "proxy.corp", /https_proxy.*has to begin with http/],
  ["HTTPS_PROXY", "::nonsense::", /HTTPS_PROXY.*has to begin with http/],
])("%s=%s is refused by its name, without showing its value", (name, value, message) => {
  expect(() => refuseUnknownProxy(url, { [name]: value })).toThrow(message);
  expect(() => refuseUnknownProxy(url, { [name]: value })).not.toThrow(/s3cret/);
});

it.each<[string, Record<string, string>]>([
  ["none is set", {}],
  ["it is one for HTTP", { HTTPS_PROXY: "http://proxy:3128" }],
  ["it says no scheme", { HTTPS_PROXY: "proxy.corp:3128" }],
  ["it says no scheme but a login", { HTTPS_PROXY: "me:s3cret@10.0.0.1:3128" }],
  ["it is one over TLS", { https_proxy: "https://proxy:3128" }],
  ["it is for the other protocol", { HTTP_PROXY: "socks5://127.0.0.1:1" }],
  ["another variable goes first", { https_proxy: "http://proxy:3128", ALL_PROXY: "socks5://127.0.0.1:1" }],
  ["the host is reached directly", { HTTPS_PROXY: "socks5://127.0.0.1:1", NO_PROXY: "x, api.example.com" }],
  ["the domain is reached directly", { HTTPS_PROXY: "socks5://127.0.0.1:1", no_proxy: ".example.com" }],
  ["a domain above it is reached directly", { HTTPS_PROXY: "socks5://127.0.0.1:1", no_proxy: "example.com" }],
  ["the port is reached directly", { HTTPS_PROXY: "socks5://127.0.0.1:1", NO_PROXY: "api.example.com:443" }],
  ["everything is reached directly", { HTTPS_PROXY: "socks5://127.0.0.1:1", NO_PROXY: "*" }],
])("nothing is refused when %s", (_, env) => {
  refuseUnknownProxy(url, env);
});

it.each([
  ["22.20.0", false],
  ["22.21.0", true],
  ["23.11.0", false],
  ["24.4.1", false],
  ["24.5.0", true],
  ["26.0.0", true],
])("Node %s, which might connect directly, supports a proxy: %s", (node, takes) => {
  const request = () => refuseUnknownProxy(url, { HTTPS_PROXY: "http://proxy:3128" }, node);
  if (takes) request();
  else expect(request).toThrow(`the proxy in HTTPS_PROXY cannot be used: Node.js ${node} knows none`);
});

it("a host that is not in NO_PROXY is reached through the proxy", () => {
  const env = { HTTPS_PROXY: "socks5://127.0.0.1:1", NO_PROXY: "example.com.evil,api.example.com:80,*.other.com" };
  expect(() => refuseUnknownProxy(url, env)).toThrow();
});

it.each([
  ["10.0.0.0/8", "10.0.0.0-10.255.255.255"],
  ["192.168.7.9/24", "192.168.7.0-192.168.7.255"],
  ["127.0.0.1/32", "127.0.0.1-127.0.0.1"],
  ["0.0.0.0/0", "0.0.0.0-255.255.255.255"],
  ["corp.example, .x.org", "corp.example,.corp.example,.x.org"],
  ["10.1.2.3,::1,*,a.b:80", "10.1.2.3,::1,*,a.b:80"],
])("NO_PROXY=%s is %s for Node", (written, list) => {
  expect(proxyVariables({ NO_PROXY: written })).toEqual({ no_proxy: list });
});

it("addresses of a network are reached directly, others are not", () => {
  const env = { HTTP_PROXY: "socks5://127.0.0.1:1", NO_PROXY: "10.0.0.0/8" };
  refuseUnknownProxy(new URL("http://10.200.3.4:8080/v1"), env);
  expect(() => refuseUnknownProxy(new URL("http://11.0.0.1/v1"), env)).toThrow();
});

it("a proxy without a scheme is an HTTP proxy", () => {
  expect(proxyVariables({ HTTP_PROXY: "proxy.corp:3128", https_proxy: "me:pw@10.0.0.1:1" })).toEqual({
    http_proxy: "http://proxy.corp:3128",
    https_proxy: "http://me:pw@10.0.0.1:1",
  });
});

it("ALL_PROXY is used for both protocols", () => {
  expect(proxyVariables({ ALL_PROXY: "http://a:1", HTTP_PROXY: "http://b:2", NO_PROXY: "c" })).toEqual({
    http_proxy: "http://b:2",
    https_proxy: "http://a:1",
    no_proxy: "c,.c",
  });
});
