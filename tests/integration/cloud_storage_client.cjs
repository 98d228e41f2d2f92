// Drives our Cloud Storage server with Node's client: node cloud_storage_client.cjs URL BUCKET SIGNER
const assert = require("node:assert");
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const { Readable } = require("node:stream");
const { pipeline } = require("node:stream/promises");
const { Storage } = require("@google-cloud/storage");

const [url, bucketName, signerFile] = process.argv.slice(2);
const projectId = "demo-test";

async function drive(storage) {
  const bucket = storage.bucket(bucketName);
  const content = randomBytes(3 * 1024 * 1024 + 17);

  const small = bucket.file("node/ü small.txt");
  await small.save("hello", { resumable: false, metadata: { metadata: { k: "v" } } });
  assert.strictEqual(String((await small.download())[0]), "hello");
  assert.deepStrictEqual((await small.getMetadata())[0].metadata, { k: "v" });

  const large = bucket.file("node/large");
  await large.save(content, { resumable: true });
  assert.ok((await large.download())[0].equals(content));
  const [part] = await large.download({ start: 5, end: 9 });
  assert.ok(part.equals(content.subarray(5, 10)));

  const chunked = bucket.file("node/chunked");
  const target = chunked.createWriteStream({ resumable: true, chunkSize: 1024 * 1024 });
  await pipeline(Readable.from([content]), target);
  assert.ok((await chunked.download())[0].equals(content));

  const again = { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } };
  await assert.rejects(small.save("again", again), { code: 412 });
  await small.copy(bucket.file("node/copy"));
  const [files] = await bucket.getFiles({ prefix: "node/" });
  assert.strictEqual(files.length, 4);
  for (const file of files) await file.delete();
  assert.deepStrictEqual(await small.exists(), [false]);
}

async function sign(storage) {
  const file = storage.bucket(bucketName).file("node signed+'(1)!*.txt");
  const expires = Date.now() + 60_000;
  const options = { version: "v4", expires, contentType: "text/plain" };
  const headers = { "content-type": "text/plain" };

  const [put] = await file.getSignedUrl({ ...options, action: "write" });
  assert.strictEqual((await fetch(put, { method: "PUT", headers, body: "put" })).status, 200);
  const [get] = await file.getSignedUrl({ version: "v4", expires, action: "read" });
  assert.strictEqual(await (await fetch(get)).text(), "put");
  assert.strictEqual((await fetch(`${get}0`)).status, 400);

  const [start] = await file.getSignedUrl({ ...options, action: "resumable" });
  const started = await fetch(start, {
    method: "POST",
    headers: { ...headers, "x-goog-resumable": "start" },
  });
  assert.strictEqual(started.status, 201);
  const session = started.headers.get("location");
  assert.strictEqual((await fetch(session, { method: "PUT", body: "resumed" })).status, 200);
  assert.strictEqual(await (await fetch(get)).text(), "resumed");
}

async function main() {
  await drive(new Storage({ apiEndpoint: url, projectId, useAuthWithCustomEndpoint: false }));
  const credentials = JSON.parse(fs.readFileSync(signerFile, "utf8"));
  await sign(new Storage({ apiEndpoint: url, projectId, credentials }));
  process.env.STORAGE_EMULATOR_HOST = url;
  await drive(new Storage({ projectId }));
  console.log("all is well");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
