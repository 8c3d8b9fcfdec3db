import { tokenClaims } from "./id-token.js";
import { DEFAULT_ISSUER, type Issuer } from "./issuer.js";
import type { ChatGptLogin } from "./oauth-requests.js";

export function successPage(setupUrl: string | undefined): string {
  if (setupUrl === undefined)
    return page("Signed in to Codex", "You can close this window and go back to the terminal.");
  const link = `<a href="${escapeHtml(setupUrl)}" rel="noreferrer">Finish setting up your API organization</a>`;
  return page("Signed in to Codex", "One more step is needed before you can use the API.", link);
}

export function cancelledPage(): string {
  return page("Login cancelled", "You can close this window.");
}

/** `reason` is untrusted text. */
export function problemPage(reason: string): string {
  return page("Codex could not log you in", `${reason}.`, "<p>The terminal shows how to try again.</p>");
}

/** Where the owner of an organization that is not set up yet continues; undefined for all other logins. */
export function setupUrl(issuer: Issuer, { tokens }: ChatGptLogin): string | undefined {
  const claims = tokenClaims(tokens.id_token);
  if (claims.completedPlatformOnboarding || !claims.isOrganizationOwner) return undefined;
  const platform = issuer.url === DEFAULT_ISSUER ? "https://platform.openai.com" : "https://platform.api.openai.org";
  const url = new URL("/org-setup", platform);
  url.search = new URLSearchParams({
    p: tokenClaims(tokens.access_token).planType ?? "",
    t: tokens.id_token,
    with_org: claims.organizationId ?? "",
    project_id: claims.projectId ?? "",
  }).toString();
  return url.href;
}

/** No scripts, no external content, no framing. */
export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

function page(title: string, text: string, more = ""): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${more}</main></body>
</html>
`;
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;color-scheme:light dark}" +
  "main{max-width:32rem;padding:1rem;text-align:center}h1{font-size:1.5rem}";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
