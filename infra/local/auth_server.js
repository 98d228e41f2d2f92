// Serves the Firebase Auth emulator alone: half the memory of the whole suite, and no Java.
// `createApp` is internal to firebase-tools, which is why package.json pins one exact version of it.
"use strict";

const [firebaseTools, project, host, port] = process.argv.slice(2);
const { createApp } = require(`${firebaseTools}/lib/emulator/auth/server`);

createApp(project)
  .then((app) => app.listen(Number(port), host))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
