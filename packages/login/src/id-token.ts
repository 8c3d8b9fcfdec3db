import * as z from "zod/mini";

/** The claims of an OpenAI token that Codex uses. Any of them may be missing. */
export interface TokenClaims {
  readonly email: string | undefined;
  /** `free`, `plus`, `pro`, `team`, `business`, `enterprise`, `edu`, or a newer plan. */
  readonly planType: string | undefined;
  readonly accountId: string | undefined;
  readonly organizationId: string | undefined;
  readonly projectId: string | undefined;
  readonly completedPlatformOnboarding: boolean;
  readonly isOrganizationOwner: boolean;
  /** When the token expires, in milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

const AuthClaimsSchema = z.object({
  chatgpt_plan_type: z.catch(z.optional(z.string()), undefined),
  chatgpt_account_id: z.catch(z.optional(z.string()), undefined),
  organization_id: z.catch(z.optional(z.string()), undefined),
  project_id: z.catch(z.optional(z.string()), undefined),
  completed_platform_onboarding: z.catch(z.boolean(), false),
  is_org_owner: z.catch(z.boolean(), false),
});

const ClaimsSchema = z.object({
  email: z.catch(z.optional(z.string()), undefined),
  exp: z.catch(z.optional(z.number()), undefined),
  "https://api.openai.com/auth": z.catch(z.optional(AuthClaimsSchema), undefined),
});

/**
 * Reads the claims of a JWT. The signature is not checked: the token comes from the issuer over TLS or from our own auth.json, and the
 * claims grant nothing. Returns no claims for a token that is not a JWT, and never throws.
 */
export function tokenClaims(jwt: string): TokenClaims {
  const claims = ClaimsSchema.safeParse(decodePayload(jwt)).data;
  const auth = claims?.["https://api.openai.com/auth"];
  return {
    email: claims?.email,
    planType: auth?.chatgpt_plan_type,
    accountId: auth?.chatgpt_account_id,
    organizationId: auth?.organization_id,
    projectId: auth?.project_id,
    completedPlatformOnboarding: auth?.completed_platform_onboarding ?? false,
    isOrganizationOwner: auth?.is_org_owner ?? false,
    expiresAt: claims?.exp === undefined ? undefined : claims.exp * 1000,
  };
}

function decodePayload(jwt: string): unknown {
  const [header, payload, signature] = jwt.split(".");
  if (!header || !payload || !signature) return undefined;
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
