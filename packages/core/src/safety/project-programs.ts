/** Programs that start others, which then run the first file in their arguments. */
export const STARTERS = /^(npx|bunx|uv|poetry)$/;
const BUILD_FILES =
  /^(mix\.exs|rebar\.config|project\.clj|deps\.edn|stack\.yaml|.*\.cabal|Package\.swift|build\.zig|pubspec\.yaml|deno\.jsonc?)$/;
const DEPLOY_FILES =
  /^(.*\.(tf|tf\.json|hcl)|Pulumi\.yaml|ansible\.cfg|Vagrantfile|.*\.pkr\.(hcl|json)|Chart\.yaml|skaffold\.yaml)$/;
const SCRIPT_FILES =
  /^(package\.json|[\w.-]+\.config\.[cm]?[jt]s|\.(eslint|prettier|mocha)rc(\..+)?|tsconfig.*\.json|(Gulp|Grunt|gulp)file\.[cm]?[jt]s)$/;
/** Programs that execute the content of a file in the project's folder, and that file. */
type Runner = readonly [programs: RegExp, files: RegExp];
export const RUNNERS: readonly Runner[] = [
  [
    /^(npm|npx|yarn|pnpm|bun|bunx|corepack)$/,
    /^(package\.json|\.npmrc|\.yarnrc(\.yml)?|bunfig\.toml|\.?pnpmfile\.c?js)$/,
  ],
  [/^(g|b)?make$/, /^((GNU)?[Mm]akefile|.*\.mk)$/],
  [/^(cargo|rustc)$/, /^(Cargo\.toml|build\.rs)$/],
  [
    /^(just|task|rake|tox|nox|invoke)$/,
    /^([Jj]ustfile|[Tt]askfile\.ya?ml|[Rr]akefile|tox\.ini|noxfile\.py|tasks\.py)$/,
  ],
  [/^(pytest|python[\d.]*|pip[\d.]*|uv|poetry)$/, /^(pyproject\.toml|setup\.(py|cfg)|conftest\.py|pytest\.ini)$/],
  [/^(gradle|gradlew|mvn|mvnw|ant|sbt)$/, /^(.*\.gradle(\.kts)?|pom\.xml|build\.(xml|sbt))$/],
  [/^(cmake|ctest|cpack)$/, /^(CMakeLists\.txt|CMakePresets\.json|.*\.cmake)$/],
  [
    /^(ninja|meson|bazel|bazelisk|buck2?)$/,
    /^(build\.ninja|meson\.build|(MODULE|BUILD|WORKSPACE)(\.bazel)?|\.bazelrc|BUCK)$/,
  ],
  [/^(bundle|gem|rails|rspec)$/, /^(Gemfile|.*\.gemspec|\.rspec)$/],
  [/^(composer|php|phpunit)$/, /^(composer\.json|phpunit\.xml(\.dist)?)$/],
  [/^(dotnet|msbuild)$/, /^(.*\.((cs|fs|vb)proj|sln|props|targets)|nuget\.config)$/i],
  [/^(mix|elixir|rebar3|lein|clojure|clj|stack|cabal|swift|zig|dart|flutter|deno)$/, BUILD_FILES],
  [/^(terraform|tofu|terragrunt|pulumi|ansible(-playbook)?|vagrant|packer|helm|skaffold)$/, DEPLOY_FILES],
  [
    /^(jest|vitest|vite|webpack|rollup|eslint|prettier|mocha|tsc|next|nuxt|gulp|grunt|playwright|cypress)$/,
    SCRIPT_FILES,
  ],
  [/^(docker|docker-compose|podman)$/, /^(Dockerfile|(docker-)?compose\.ya?ml)$/],
];
/** Hook managers, and programs that start them: their arguments name no programs. */
export const HOOKED: Runner = [
  /^(git|pre-commit)$/,
  /^(\.pre-commit-config\.ya?ml|\.?lefthook\.ya?ml|\.overcommit\.yml)$/,
];
