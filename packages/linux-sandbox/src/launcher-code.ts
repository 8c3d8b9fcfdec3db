import type { Machine } from "./system-calls.js";

/** The image's address in memory; the first operation follows the code. */
export const IMAGE_ADDRESS = 0x2000_0000;
export const CODE_OFFSET = 0x100;
export const OPERATIONS_OFFSET = 0x200;
/** A page that the program can write to: the kernel stores a child's exit status there. */
export const SCRATCH_ADDRESS = 0x3000_0000;

/**
 * One operation: a system call's number, its six arguments, a result to compare with, and three distances in bytes from this
 * operation to the next one: if the call fails, if it returns that result, and otherwise. A negative number exits with the child's
 * status.
 */
export const OPERATION_BYTES = 80;

/**
 * The code that executes operations one after another. `test/launcher-code.test.ts` compares the bytes with the assembler's output.
 */
export const LAUNCHER_SOURCE: Readonly<Record<Machine, string>> = {
  x64: `
    movl  $0x20000200, %ebx      # the first operation
  next:
    movq  (%rbx), %rax
    testq %rax, %rax
    js    finish
    movq  8(%rbx), %rdi
    movq  16(%rbx), %rsi
    movq  24(%rbx), %rdx
    movq  32(%rbx), %r10
    movq  40(%rbx), %r8
    movq  48(%rbx), %r9
    syscall
    leaq  64(%rbx), %rcx         # the distance when it fails
    cmpq  $-4095, %rax
    jae   jump
    addq  $4, %rcx               # with the result that is looked for
    cmpq  56(%rbx), %rax
    je    jump
    addq  $4, %rcx               # otherwise
  jump:
    movslq (%rcx), %rcx
    addq  %rcx, %rbx
    jmp   next
  finish:
    movl  0x30000000, %edi       # how the child ended
    movl  %edi, %eax
    andl  $0x7f, %eax
    jnz   killed
    shrl  $8, %edi
    andl  $0xff, %edi
    jmp   leave
  killed:
    leal  128(%rax), %edi
  leave:
    movl  $231, %eax             # exit_group
    syscall
`,
  arm64: `
    movz  x19, #0x2000, lsl #16  // the first operation
    movk  x19, #0x200
  next:
    ldr   x8, [x19]
    tbnz  x8, #63, finish
    ldp   x0, x1, [x19, #8]
    ldp   x2, x3, [x19, #24]
    ldp   x4, x5, [x19, #40]
    svc   #0
    add   x9, x19, #64           // the distance when it fails
    cmn   x0, #4095
    b.hs  jump
    add   x9, x9, #4             // with the result that is looked for
    ldr   x10, [x19, #56]
    cmp   x0, x10
    b.eq  jump
    add   x9, x9, #4             // otherwise
  jump:
    ldrsw x9, [x9]
    add   x19, x19, x9
    b     next
  finish:
    movz  x9, #0x3000, lsl #16   // how the child ended
    ldr   w0, [x9]
    ands  w10, w0, #0x7f
    b.ne  killed
    ubfx  w0, w0, #8, #8
    b     leave
  killed:
    add   w0, w10, #128
  leave:
    movz  x8, #94                // exit_group
    svc   #0
`,
};

const BYTES: Readonly<Record<Machine, string>> = {
  x64: `
    bb000200 20488b03 4885c078 3c488b7b 08488b73 10488b53 184c8b53 204c8b43 284c8b4b 300f0548 8d4b4048 3d01f0ff
    ff730e48 83c10448 3b433874 044883c1 04486309 4801cbeb bc8b3c25 00000030 89f883e0 7f750bc1 ef0881e7 ff000000
    eb068db8 80000000 b8e70000 000f05
  `,
  arm64: `
    1300a4d2 134080f2 680240f9 0802f8b7 608640a9 628e41a9 649642a9 010000d4 69020191 1ffc3fb1 c2000054 29110091
    6a1e40f9 1f000aeb 40000054 29110091 290180b9 7302098b f0ffff17 0900a6d2 200140b9 0a180072 61000054 003c0853
    02000014 40010211 c80b80d2 010000d4
  `,
};

const bytesOf = (text: string): Uint8Array => Buffer.from(text.replace(/\s+/g, ""), "hex");
const CODE: Readonly<Record<Machine, Uint8Array>> = { x64: bytesOf(BYTES.x64), arm64: bytesOf(BYTES.arm64) };

export const launcherCode = (machine: Machine): Uint8Array => CODE[machine];
