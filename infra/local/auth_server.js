// Serves the Firebase Auth emulator alone: half the memory of the whole suite, and no Java.
// It uses internals of firebase-tools, which is why package.json pins one exact version of it.
"use strict";

const [firebaseTools, project, host, port] = process.argv.slice(2);
const apiSpec = require(`${firebaseTools}/lib/emulator/auth/apiSpec`).default;
const { createApp } = require(`${firebaseTools}/lib/emulator/auth/server`);

// A validator is compiled for every path. Without those of features that Dailies does not use, the
// start takes half the time.
const unused = /tenants|IdpConfigs|SamlConfigs|passkey|mfa/;
for (const path of Object.keys(apiSpec.paths)) {
  if (unused.test(path)) delete apiSpec.paths[path];
}

createApp(project)
  .then((app) => app.listen(Number(port), host))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
