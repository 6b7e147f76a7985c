// @ts-check
/** The page of a hosted sandbox: its buttons tell the sandbox what to do, and then the browser goes where it says. */

const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('[data-choice]'));
const reason = /** @type {HTMLSelectElement | null} */ (document.getElementById('reason'));
const message = document.getElementById('message');

/** @param {string} choice */
async function choose(choice) {
  for (const button of buttons) button.disabled = true;
  const answer = await fetch(`${location.pathname}/choices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ choice }),
  }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (answer?.ok && said?.location) {
    location.assign(said.location);
    return;
  }
  for (const button of buttons) button.disabled = false;
  if (message) message.textContent = said?.message ?? 'The sandbox does not answer. Try again.';
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    const choice = button.dataset['choice'] ?? '';
    choose(choice === 'reject' ? (reason?.value ?? choice) : choice);
  });
}

const view = document.getElementById('view');
const toggle = /** @type {HTMLButtonElement | null} */ (document.getElementById('camera'));
const cameraMessage = document.getElementById('camera-message');
/** @type {MediaStream | null} */
let stream = null;

/** @type {Record<string, string>} */
const refusals = {
  NotAllowedError: 'The camera was not allowed. You can go on without it.',
  NotFoundError: 'No camera was found. You can go on without one.',
  NotReadableError: 'Another program holds the camera. You can go on without it.',
};

/** @param {string} text */
const sayCamera = (text) => {
  if (cameraMessage) cameraMessage.textContent = text;
};

function closeCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  if (view) view.hidden = true;
  view?.replaceChildren();
  toggle?.setAttribute('aria-pressed', 'false');
  if (toggle) toggle.textContent = 'Open camera';
}

async function openCamera() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    sayCamera(refusals[name] ?? 'The camera could not be opened. You can go on without it.');
    return;
  }
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.autoplay = true;
  video.srcObject = stream;
  if (view) view.hidden = false;
  view?.replaceChildren(video);
  toggle?.setAttribute('aria-pressed', 'true');
  if (toggle) toggle.textContent = 'Close camera';
  sayCamera('The camera works.');
}

toggle?.addEventListener('click', async () => {
  sayCamera('');
  if (stream) return closeCamera();
  // One question at a time, or a second stream would stay open unseen.
  toggle.disabled = true;
  await openCamera();
  toggle.disabled = false;
});
window.addEventListener('pagehide', closeCamera);
// Coming back by the Back button shows the page as it stands now, not as it was.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
