/** Put in by the build: the package's version, and the commit it was built from, where the build knows it. */
declare const __CODEX_VERSION__: string;
declare const __CODEX_COMMIT__: string;
/** Whether it is built to be published: `scripts/release.mjs publish` says so. */
declare const __CODEX_IS_RELEASE__: boolean;
