/** Hides the warning of Node 22 and 23 that SQLite, which we only use to lock files, is experimental. */
export function hideSqliteWarning(): void {
  const emit = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: never[]) => {
    if (!String(warning).startsWith("SQLite is an experimental feature")) emit(warning, ...rest);
  };
}
