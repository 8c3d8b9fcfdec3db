/** Names of programs that run their first file argument. */
export const INTERPRETERS =
  /^(ba|da|k|z)?sh$|^(source|\.|node|deno|bun|tsx|ts-node|perl|php|lua|Rscript|osascript|expect|awk|gawk|just|ansible-playbook)$|^(python|pypy|ruby)[\d.]*$/;
