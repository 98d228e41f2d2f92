export function Settings() {
  return (
    <>
      <title>Settings · Dailies</title>
      <h1>Settings</h1>
    </>
  );
}
