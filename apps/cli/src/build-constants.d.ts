/** Put in by the build: the package's version and the commit it was built from. */
declare const __CODEX_VERSION__: string;
