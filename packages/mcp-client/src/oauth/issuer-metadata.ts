import {
  type AuthorizationServerMetadata,
  discoverAuthorizationServerMetadata,
  type FetchLike,
  IssuerMismatchError,
} from "@modelcontextprotocol/client";

/** What an issuer publishes about itself; undefined if that is nothing. */
export async function issuerMetadata(
  url: string,
  fetchFn: FetchLike,
): Promise<AuthorizationServerMetadata | undefined> {
  const metadata = await discoverAuthorizationServerMetadata(url, { fetchFn, skipIssuerValidation: true });
  if (metadata !== undefined) checkIssuer(metadata, url);
  return metadata;
}

/** Another issuer's metadata could send our code elsewhere. Servers and issuers often disagree about a slash at the end. */
export function checkIssuer({ issuer }: AuthorizationServerMetadata, url: string): void {
  if (withoutSlash(issuer) !== withoutSlash(url)) throw new IssuerMismatchError("metadata", url, issuer);
}

const withoutSlash = (url: string): string => url.replace(/\/$/, "");
