/** Put in by the build: the package's version, and the commit it was built from, where the build knows it. */
declare const __CODEX_VERSION__: string;
declare const __CODEX_COMMIT__: string;
