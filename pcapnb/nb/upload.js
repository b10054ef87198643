// The file picker of nb.Upload. It turns the note of the cell's output into one where Jupyter serves the page.
(function () {
  "use strict";

  // Three bytes are four characters in base64; proxies in front of Jupyter often refuse bodies above 1 MiB.
  const chunkBytes = 3 * 240 * 1024;

  // jupyter tells where the server is: JupyterLab and Notebook 7 say it in a script of the page, Notebook 6 on its body.
  function jupyter() {
    const config = document.getElementById("jupyter-config-data");
    if (config) {
      const page = JSON.parse(config.textContent);
      return { base: page.baseUrl, token: page.token };
    }
    const base = document.body.dataset.baseUrl;
    return base && { base: base, token: document.body.dataset.jupyterApiToken };
  }

  async function call(server, method, path, body) {
    const headers = { "Content-Type": "application/json" };
    const xsrf = document.cookie.match(/(?:^|;\s*)_xsrf=([^;]*)/);
    if (xsrf) headers["X-XSRFToken"] = xsrf[1];
    if (server.token) headers.Authorization = "token " + server.token;
    const url = server.base + "api/" + path.split("/").map(encodeURIComponent).join("/");
    const query = method === "GET" ? "?content=0" : "";
    const answer = await fetch(url + query, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin", cache: "no-store" });
    if (answer.ok) return answer.status === 204 ? null : answer.json();
    const why = await answer.json().catch(() => ({}));
    throw Object.assign(new Error("Jupyter answers " + answer.status + " " + (why.message || answer.statusText)), { status: answer.status });
  }

  // folder is the notebook's, as the contents service names it: the folder of a running notebook with which the path
  // that the kernel was started with ends. The server's root may lie below or above the home folder.
  async function folder(server, notebook) {
    const ends = (long, short) => ("/" + long).endsWith("/" + short);
    const parent = (path) => path.split("/").slice(0, -1).join("/");
    const name = notebook.split("/").pop();
    const found = (await call(server, "GET", "sessions"))
      .map((s) => (s.path || (s.notebook && s.notebook.path) || "").replace(/^[\w-]+:/, ""))
      .filter((p) => p && (parent(p) === "" || ends(parent(notebook), parent(p)) || ends(parent(p), parent(notebook))))
      .sort((a, b) => (b.split("/").pop() === name) - (a.split("/").pop() === name) || b.length - a.length);
    if (!found.length) throw new Error("Jupyter does not tell where this notebook lies");
    return parent(found[0]);
  }

  function base64(blob) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });
  }

  // send writes the file under another name and gives it its own when it is whole.
  async function send(server, notebook, file, progress) {
    const dir = await folder(server, notebook);
    const path = "contents/" + (dir ? dir + "/" : "") + file.name;
    const there = await call(server, "GET", path).catch((e) => { if (e.status !== 404) throw e; });
    if (there && !confirm(file.name + " is in the notebook's folder already. Replace it?")) return false;
    const part = path + ".part";
    try {
      const chunks = Math.max(1, Math.ceil(file.size / chunkBytes));
      for (let i = 1; i <= chunks; i++) {
        const from = (i - 1) * chunkBytes;
        const body = { type: "file", format: "base64", content: await base64(file.slice(from, from + chunkBytes)) };
        if (chunks > 1) body.chunk = i < chunks ? i : -1;
        await call(server, "PUT", part, body);
        progress(Math.min(from + chunkBytes, file.size));
      }
      if (there) await call(server, "DELETE", path);
      await call(server, "PATCH", part, { path: path.slice("contents/".length) });
    } catch (e) {
      await call(server, "DELETE", part).catch(() => {});
      throw e;
    }
    return true;
  }

  function picker(note, server) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const line = document.createElement("p");
    const code = document.createElement("pre");
    const say = (text, load) => { line.textContent = text; code.textContent = load || ""; };
    input.type = "file";
    label.append("A capture to send into this notebook's folder: ", input);
    line.setAttribute("role", "status");
    input.onchange = async () => {
      const file = input.files[0];
      if (!file) return;
      input.disabled = true;
      const size = (n) => (n / 1e6).toFixed(1);
      try {
        const sent = await send(server, note.dataset.notebook, file, (n) => say("Uploading " + file.name + ": " + size(n) + " of " + size(file.size) + " MB"));
        if (sent) say('User uploaded file "' + file.name + '" with length ' + file.size + " bytes. Load it in the next cell:", "%%\npkts := pcapnb.MustLoad(" + JSON.stringify(file.name) + ")\nnb.Show(pkts.Head(5))");
        else say(file.name + " was left as it is.");
      } catch (e) {
        say(file.name + " was not uploaded: " + e.message + ". Drag it into the file list at the left instead.");
      }
      input.disabled = false;
      input.value = "";
    };
    note.replaceChildren(label, line, code);
  }

  const server = jupyter();
  if (!server) return;
  for (const note of document.querySelectorAll(".netlab-upload:not([data-ready])")) {
    note.dataset.ready = "yes";
    picker(note, server);
  }
})();
