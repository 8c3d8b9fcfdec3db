export const baseName = (program: string): string => program.slice(program.lastIndexOf("/") + 1);
