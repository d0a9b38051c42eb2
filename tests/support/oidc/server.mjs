// A provider of OpenID Connect for the tests: node server.mjs PORT CLIENT_ID CLIENT_SECRET REDIRECT_URI
// Whoever signs in is believed to be the name they type; it prints "ready" when it answers.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, clientId, clientSecret, redirectUri] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
  claims: { openid: ["sub"], profile: ["name"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true, methods: ["S256"] },
  findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, name: `Name of ${id}` }) }),
});
createServer(provider.callback()).listen(Number(port), "127.0.0.1", () => console.log("ready"));
