// textual.js leaves the keys to whoever clicks on the terminal first: it has them once it is connected.
const connected = new MutationObserver(() => {
  if (document.body.classList.contains("-loaded")) {
    connected.disconnect();
    document.querySelector(".xterm-helper-textarea").focus();
  }
});
connected.observe(document.body, { attributeFilter: ["class"] });
