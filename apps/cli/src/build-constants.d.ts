/** Set by the build: the package's version, and the commit if the build knows it. */
declare const __CODEX_VERSION__: string;
declare const __CODEX_COMMIT__: string;
/** Whether this is a release build, made by `scripts/release.mjs publish`. */
declare const __CODEX_IS_RELEASE__: boolean;
