/** The floor of the live preview: an element that opens the camera and plays it, and does nothing else. */
class BareCamera extends HTMLElement {
  connectedCallback(): void {
    const button = document.createElement('button');
    button.textContent = 'Open camera';
    button.addEventListener('click', () => void this.open());
    this.append(button);
  }

  private async open(): Promise<void> {
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    this.append(video);
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    await video.play();
  }
}

customElements.define('bare-camera', BareCamera);
