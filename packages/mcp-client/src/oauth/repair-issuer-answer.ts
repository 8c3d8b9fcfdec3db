import { isObject, type JsonObject } from "../json-object.js";

/**
 * Reads an issuer's successful answer leniently: `null` and an empty text mean absent, and required fields that nobody here reads get a
 * value.
 */
export async function repairIssuerAnswer(response: Response): Promise<Response> {
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || response.body === null || !type.includes("json")) return response;
  const text = await response.text();
  const { status, statusText, headers } = response;
  return new Response(repaired(text), { status, statusText, headers });
}

function repaired(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    return isObject(answer) ? JSON.stringify(withRequired(withoutEmpty(answer))) : text;
  } catch {
    return text;
  }
}

function withoutEmpty(answer: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null && value !== ""));
}

function withRequired(answer: JsonObject): JsonObject {
  if ("access_token" in answer) return { token_type: "Bearer", ...answer };
  // Of a client that was registered.
  if ("client_id" in answer) return { redirect_uris: [], ...answer };
  if (!("authorization_endpoint" in answer)) return answer;
  return {
    response_types_supported: ["code"],
    // Of OpenID Connect.
    jwks_uri: answer["authorization_endpoint"],
    subject_types_supported: [],
    id_token_signing_alg_values_supported: [],
    ...answer,
  };
}
