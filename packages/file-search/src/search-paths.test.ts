import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PathStore } from "./path-store.js";
import { type SearchOptions, searchPaths } from "./search-paths.js";

function storeOf(paths: readonly string[]): PathStore {
  const store = new PathStore();
  store.addBytes(Buffer.from(paths.map((path) => `${path}\0`).join("")));
  return store;
}

function search(query: string, paths: readonly string[], options: SearchOptions = {}) {
  return searchPaths(storeOf(paths), query, options);
}

function found(query: string, ...paths: readonly string[]): string[] {
  return search(query, paths).matches.map(({ path }) => path);
}

describe("matching paths", () => {
  test.each([
    ["letters in their order", "srcmn", "src/main.ts", true],
    ["not in another order", "niam", "src/main.ts", false],
    ["letter case does not count", "readme", "README.md", true],
    ["… but for words with capitals", "README", "readme.md", false],
    ["… as they are", "ReM", "ReadMe.md", true],
    ["accents do not count", "uber", "Über.txt", true],
    ["… but for words with accents", "über", "uber.txt", false],
    ["all words, in any order", "main src", "src/main.ts", true],
    ["not some words", "main lib", "src/main.ts", false],
    ["directories with a slash", "c/m", "src/main.ts", true],
    ["other scripts", "文件", "docs/文件.md", true],
    ["other case in other scripts", "привет", "ПРИВЕТ.txt", true],
    ["emoji", "😀", "a/😀.txt", true],
    ["everything", "", "src/main.ts", true],
    ["digits and signs", "v2-1_0.t", "lib/v2-1_0.txt", true],
  ])("%s", (_, query, path, matches) => {
    expect(found(query, path)).toEqual(matches ? [path] : []);
  });
});

describe("ranking", () => {
  test.each([
    ["the file's name before its directory", "main", ["src/main.ts", "main/src/index.ts"]],
    ["the whole name before a part", "main", ["lib/main", "lib/main.ts", "lib/mainly.ts", "lib/remain.ts"]],
    ["… wherever it is", "main", ["z/y/x/main", "main.ts"]],
    ["a part of the name before the whole of a path", "src", ["a/b/mysrc.ts", "src/a.ts"]],
    ["starts of words before their middles", "fs", ["file-search.ts", "offset.ts"]],
    ["letters in a row before scattered ones", "test", ["my_test.ts", "t_e_s_t.ts"]],
    ["by path where nothing else decides", "a", ["b/a.ts", "b/longer/a.ts", "c/a.ts"]],
  ])("%s", (_, query, order) => {
    expect(found(query, ...order.toReversed())).toEqual(order);
    expect(found(query, ...order)).toEqual(order);
  });
});

test("folders are found by their names, a full name before parts of file names", () => {
  const store = storeOf(["src/alpine/deep.ts", "src/alpine/er.ts", "alpha.txt", "b/al/c.ts"]);
  store.addFolders();
  const search = (query: string) =>
    searchPaths(store, query, {}).matches.map(({ path, isFolder }) => (isFolder ? `${path}/` : path));
  expect(search("alp")).toEqual(["alpha.txt", "src/alpine/", "src/alpine/deep.ts", "src/alpine/er.ts"]);
  expect(search("al")).toEqual([
    "b/al/",
    "alpha.txt",
    "b/al/c.ts",
    "src/alpine/",
    "src/alpine/deep.ts",
    "src/alpine/er.ts",
  ]);
  expect(search("").filter((path) => path.endsWith("/"))).toEqual(["b/", "b/al/", "src/", "src/alpine/"]);
});

describe("options", () => {
  const paths = Array.from({ length: 200 }, (_, index) => `file${String(index).padStart(3, "0")}.ts`);

  test("the best of many matches, and their total", () => {
    const { matches, totalMatchCount } = search("file", paths, { limit: 3 });
    expect(matches.map(({ path }) => path)).toEqual(["file000.ts", "file001.ts", "file002.ts"]);
    expect(totalMatchCount).toBe(200);
    expect(search("file", paths).matches).toHaveLength(64);
  });

  test("positions of the matched letters, in characters", () => {
    const indicesOf = (query: string, path: string) =>
      search(query, [path], { computeIndices: true }).matches[0]?.indices;
    expect(indicesOf("sma", "src/main.ts")).toEqual([0, 4, 5]);
    expect(indicesOf("main src", "src/main.ts")).toEqual([0, 1, 2, 4, 5, 6, 7]);
    expect(indicesOf("b", "😀/b")).toEqual([2]);
    expect(search("m", ["main"]).matches[0]).not.toHaveProperty("indices");
  });
});

const name = fc.string({ unit: fc.constantFrom("a", "b", "A", "é", "/", "_", "1", "😀"), minLength: 1, maxLength: 12 });

test("a path is found exactly when it contains the letters in order", () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 8 }), fc.stringMatching(/^[abA1_/]{1,4}$/), (paths, query) => {
      const { matches } = search(query, paths, { computeIndices: true });
      const fold = (text: string) => (/[A]/.test(query) ? text : text.replaceAll("A", "a"));
      const expected = paths.filter((path) => hasInOrder(fold(path), query));
      expect(matches.map(({ path }) => path).sort()).toEqual(expected.sort());
      for (const { path, indices } of matches) {
        const letters = indices?.map((index) => Array.from(fold(path))[index]).join("");
        expect(letters).toBe(query);
      }
    }),
  );
});

function hasInOrder(path: string, query: string): boolean {
  let at = -1;
  return Array.from(query).every((letter) => {
    at = path.indexOf(letter, at + 1);
    return at !== -1;
  });
}

test("paths may be split anywhere; invalid UTF-8 is left out", () => {
  const bytes = Buffer.concat([
    Buffer.from("src/é.ts\0a.ts\0"),
    Buffer.from([0x62, 0xff, 0]),
    Buffer.from("last.ts\0"),
  ]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const store = new PathStore();
    store.addBytes(bytes.subarray(0, cut));
    store.addBytes(bytes.subarray(cut));
    expect(
      searchPaths(store, "", {})
        .matches.map(({ path }) => path)
        .sort(),
    ).toEqual(["a.ts", "last.ts", "src/é.ts"]);
  }
});
