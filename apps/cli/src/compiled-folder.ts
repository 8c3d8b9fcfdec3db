/** The folder of the chunks' compiled code for this version of Node, next to the chunks. */
export function compiledFolder(program: string): string {
  return `${program}/compiled/${process.version}-${process.platform}-${process.arch}`;
}
