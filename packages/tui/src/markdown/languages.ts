/** The highlighted syntax of a language. */
export interface Language {
  readonly kind: "code" | "diff";
  readonly keywords: ReadonlySet<string>;
  /** What starts a comment that extends to the end of the line. */
  readonly comments: readonly string[];
  /** Start and end marks of syntax that may span lines. */
  readonly blocks: readonly (readonly [begin: string, end: string])[];
  readonly anyCase: boolean;
}

export function languageOf(name: string): Language | undefined {
  return byName.get(name.toLowerCase());
}

interface Source {
  readonly names: string;
  readonly keywords: string;
  readonly comments?: readonly string[];
  readonly blocks?: Language["blocks"];
  readonly anyCase?: boolean;
}

const C_COMMENT = ["/*", "*/"] as const;
const C = { comments: ["//", "/*"], blocks: [C_COMMENT] };
const HASH = { comments: ["#"] };

const sources: readonly Source[] = [
  {
    names: "js jsx ts tsx javascript typescript mjs cjs mts cts vue svelte",
    keywords:
      "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let namespace new null of override private protected public readonly return satisfies set static super switch this throw true try type typeof undefined unique unknown using var void while with yield any boolean number string symbol never object bigint",
    comments: C.comments,
    blocks: [C_COMMENT, ["`", "`"]],
  },
  {
    names: "py python pyi",
    keywords:
      "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield",
    ...HASH,
    blocks: [
      ['"""', '"""'],
      ["'''", "'''"],
    ],
  },
  {
    names: "rs rust",
    keywords:
      "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while Option Result Some None Ok Err String Vec bool char str u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64",
    ...C,
  },
  {
    names: "go golang",
    keywords:
      "break case chan const continue default defer else fallthrough false for func go goto if import interface iota make map new nil package range return select string struct switch true type var error int int64 bool byte rune any",
    comments: C.comments,
    blocks: [C_COMMENT, ["`", "`"]],
  },
  {
    names: "c h cpp cc cxx hpp c++ objc java kotlin kt scala cs csharp c# swift dart php proto",
    keywords:
      "abstract as auto bool boolean break byte case catch char class companion const constexpr continue data default delete do double else enum explicit export extends extension extern false final finally float fn for foreach friend fun func function guard if implements import in inline instanceof int interface internal is lateinit let long message mutable namespace new nil null nullptr object operator override package private protected protocol public readonly record repeated return sealed short signed sizeof static string String struct super switch template this throw throws trait true try typedef typename union unsigned use using val var virtual void volatile when where while yield",
    ...C,
  },
  {
    names: "rb ruby",
    keywords:
      "alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield require attr_accessor attr_reader",
    ...HASH,
  },
  {
    names: "sh bash zsh shell console fish dockerfile docker makefile make mk",
    keywords:
      "if then else elif fi for while until do done case esac in function return local export source set unset shift exit trap readonly declare eval exec FROM RUN COPY ADD CMD ENTRYPOINT ENV ARG WORKDIR EXPOSE USER VOLUME LABEL",
    ...HASH,
  },
  { names: "json jsonc json5", keywords: "true false null", ...C },
  { names: "yaml yml toml ini conf properties", keywords: "true false null yes no on off", ...HASH },
  {
    names: "sql postgres mysql sqlite",
    keywords:
      "select from where and or not null is in as on join left right inner outer full cross group by order having limit offset insert into values update set delete create table index view drop alter add column primary key foreign references unique default constraint check union all distinct case when then else end begin commit rollback with recursive returning exists between like asc desc integer text varchar boolean true false",
    comments: ["--", "/*"],
    blocks: [C_COMMENT],
    anyCase: true,
  },
  { names: "css scss less", keywords: "important media import keyframes supports layer container", ...C },
  { names: "html xml svg jsx-html", keywords: "", comments: ["<!--"], blocks: [["<!--", "-->"]] },
  {
    names: "lua",
    keywords:
      "and break do else elseif end false for function goto if in local nil not or repeat return then true until while",
    comments: ["--"],
  },
  {
    names: "ex exs elixir erl hs haskell ml nix zig",
    keywords:
      "after and case catch cond const def defmodule defp do else end fn fun false for if import in let module nil not of or pub quote raise receive rec require rescue return struct then true try type unless use var when where while with",
    comments: ["#", "--", "//"],
  },
];

const byName = new Map<string, Language>([
  ...sources.flatMap(({ names, keywords, comments = [], blocks = [], anyCase = false }) => {
    const language: Language = { kind: "code", keywords: new Set(keywords.split(" ")), comments, blocks, anyCase };
    return names.split(" ").map((name) => [name, language] as const);
  }),
  ...["diff", "patch"].map(
    (name) => [name, { kind: "diff", keywords: new Set<string>(), comments: [], blocks: [], anyCase: false }] as const,
  ),
]);
