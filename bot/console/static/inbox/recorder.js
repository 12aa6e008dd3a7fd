// A voice note, spoken into the browser, or a sound file.

import { fill, h } from "../phone/dom.js";
import { pickFiles } from "./files.js";
import { icon } from "./marks.js";
import { button, openDialog } from "./pieces.js";
import { t } from "./words.js";

// WebM becomes Ogg at the server: a voice note. MP4 only with AAC, as Safari writes it: WhatsApp plays no Opus in MP4.
const KINDS = [["audio/ogg;codecs=opus", "ogg"], ["audio/webm;codecs=opus", "webm"], ["audio/mp4;codecs=mp4a.40.2", "m4a"]];
const LONGEST = 5 * 60; // seconds

/** @param {(files: File[]) => void} use */
export function openRecorder(use) {
  const [type, ending] = KINDS.find(([each]) => globalThis.MediaRecorder?.isTypeSupported(each)) || [];
  const fromFile = button(t("voice.file"), () => (dialog.close(), pickFiles(use, "audio/aac,audio/mp4,audio/mpeg,audio/amr,audio/ogg")), { mark: "file" });
  const state = h("p", { class: "voice-state", role: "status" }, t(type ? "voice.ready" : "voice.unsupported"));
  const record = h("button", { class: "voice-record", type: "button", "aria-label": t("voice.start"), autofocus: true, onclick: () => (recorder ? recorder.stop() : start()) }, icon("mic", 30));
  const dialog = openDialog({ title: t("attach.voice"), kind: "dialog-small", content: h("div", { class: "voice" }, type && record, state), footer: fromFile, onclose: () => end() });
  let recorder = null;
  let stream = null;
  let isAsking = false; // the browser asks for the microphone
  let timer = 0;

  async function start() {
    if (isAsking) return;
    isAsking = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      state.textContent = t("voice.refused");
      return;
    } finally {
      isAsking = false;
    }
    if (!dialog.open) return end(); // closed while the browser asked
    const parts = [];
    let seconds = 0;
    recorder = new MediaRecorder(stream, { mimeType: type });
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      if (!dialog.open) return;
      use([new File(parts, `${t("voice.name")}.${ending}`, { type: type.split(";")[0] })]);
      dialog.close();
    };
    recorder.start();
    fill(record, icon("stop", 30));
    record.setAttribute("aria-label", t("voice.stop"));
    record.classList.add("is-on");
    const tick = () => ((state.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`), (seconds += 1) > LONGEST && recorder.stop());
    timer = setInterval(tick, 1000);
    tick();
  }

  function end() {
    clearInterval(timer);
    if (recorder?.state === "recording") recorder.stop();
    stream?.getTracks().forEach((each) => each.stop());
  }
}
