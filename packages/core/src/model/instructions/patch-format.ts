/** The explanation of the patch language for models. */
export const PATCH_FORMAT = `A patch is an envelope around one or more file sections:

*** Begin Patch
<file sections>
*** End Patch

Each section starts with one of these headers; paths are relative, never absolute:
- "*** Add File: <path>" creates a file. Every line that follows starts with "+" and is a line of the new file.
- "*** Delete File: <path>" removes a file. Nothing follows.
- "*** Update File: <path>" changes a file. To rename it as well, "*** Move to: <new path>" comes next. Then come the changes.

The changes of an update are chunks. A chunk starts with a line "@@", optionally followed by a space and a line of the file, such as the class or function that contains the change. Every other line of a chunk starts with " " (a line that stays), "-" (a line to remove) or "+" (a line to add):
- Show about three unchanged lines before and after each change, copied exactly. Where two changes lie close together, do not repeat the lines between them.
- If these lines occur several times in the file, add such a line after "@@". If one is not enough, use one "@@" line after another, from the outer to the inner.
- "*** End of File" after the last line of a chunk means that the file ends there.

A complete example:

*** Begin Patch
*** Add File: docs/hello.txt
+Hello
+again
*** Update File: src/app.py
*** Move to: src/main.py
@@ class Greeter
@@     def greet(self):
         name = self.name
-        print("Hi")
+        print(f"Hello, {name}")
         return name
*** Delete File: old.txt
*** End Patch`;
