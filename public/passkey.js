// A passkey's secret, made of a salt: WebAuthn's PRF extension (Web Authentication Level 3, section 10.1.4). The browser
// asks for the phone's own fingerprint, face or code each time, and gives the secret to this site alone.
self.passkey = (() => {
  // No server is asked: nothing is signed in to.
  const challenge = () => crypto.getRandomValues(new Uint8Array(32));
  const secretOf = (answer) => answer.getClientExtensionResults().prf?.results?.first;

  // As far as the browser tells before it is tried.
  const isThere = async () => {
    const { PublicKeyCredential } = self;
    const able = await PublicKeyCredential?.getClientCapabilities?.();
    return (
      Boolean(able?.['extension:prf']) &&
      Boolean(await PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable())
    );
  };

  // What the app hands over is a view into its memory, which may move while a person is asked.
  const open = async (...given) => {
    const [id, salt] = given.map((bytes) => bytes.slice());
    const publicKey = {
      challenge: challenge(),
      allowCredentials: [{ type: 'public-key', id }],
      userVerification: 'required',
      extensions: { prf: { eval: { first: salt } } },
    };
    return new Uint8Array(secretOf(await navigator.credentials.get({ publicKey })));
  };

  // Nothing where there is a passkey now that gives no secret.
  const make = async (givenUser, name, givenSalt) => {
    const [user, salt] = [givenUser.slice(), givenSalt.slice()];
    const publicKey = {
      challenge: challenge(),
      rp: { name: 'Trip Companion' },
      user: { id: user, name, displayName: name },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: {
        authenticatorAttachment: 'platform',
        residentKey: 'preferred',
        userVerification: 'required',
      },
      extensions: { prf: { eval: { first: salt } } },
    };
    const made = await navigator.credentials.create({ publicKey });
    if (!made.getClientExtensionResults().prf?.enabled) return null;
    const id = new Uint8Array(made.rawId);
    // Some give it at once, some when asked again.
    const secret = secretOf(made);
    return [id, secret ? new Uint8Array(secret) : await open(id, salt)];
  };

  return { isThere, make, open };
})();
