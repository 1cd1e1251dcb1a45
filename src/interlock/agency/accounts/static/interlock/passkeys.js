// Passkeys: asks the browser for one and sends the answer with the form around the button.
// Forms carry data-passkey: "create" and "get" find their options in the element named by data-options,
// "login" fetches them. Without script the buttons stay disabled and the page names the other way.
'use strict';
(() => {
  const works = () => window.PublicKeyCredential && window.webauthnJSON;

  async function options(form) {
    if (form.dataset.passkey !== 'login') {
      return JSON.parse(document.getElementById(form.dataset.options).textContent);
    }
    const answer = await fetch(form.action, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new TypeError(`the server answered ${answer.status}`);
    return answer.json();
  }

  function wanted(form, given) {
    const box = form.elements.passwordless;
    const alone = Boolean(box && box.checked);
    const selection = given.publicKey.authenticatorSelection;
    selection.residentKey = alone ? 'required' : 'discouraged';
    selection.requireResidentKey = alone;
    if (alone) selection.userVerification = 'required';
    return given;
  }

  async function credential(form) {
    const given = await options(form);
    return form.dataset.passkey === 'create'
      ? window.webauthnJSON.create(wanted(form, given.creation_options))
      : window.webauthnJSON.get(given.request_options);
  }

  function tell(form, error) {
    const place = form.querySelector('[data-passkey-problem]');
    place.textContent = error instanceof TypeError ? place.dataset.unreachable : place.dataset.refused;
    place.hidden = false;
  }

  function bind(form) {
    const start = form.querySelector('[data-passkey-start]');
    start.disabled = !works();
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      start.disabled = true;
      try {
        form.elements.credential.value = JSON.stringify(await credential(form));
        form.submit();
      } catch (error) {
        tell(form, error);
        start.disabled = false;
      }
    });
  }

  document.querySelectorAll('form[data-passkey]').forEach(bind);
})();
