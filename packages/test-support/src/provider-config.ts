/** The lines of config.toml that make a model server the provider. Its key is in `TEST_KEY`, and nothing is retried. */
export function providerConfig(model: string, baseUrl: string): string {
  return `model = "${model}"
model_provider = "test"
[model_providers.test]
name = "test"
base_url = "${baseUrl}"
env_key = "TEST_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`;
}
