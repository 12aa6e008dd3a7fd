/* Shopclerk: products looked at and the cart. Nothing is kept or sent without consent: data-consent="given",
   shopclerkVisits.consent(true), or Shopify's banner. */
(function () {
  "use strict";
  var me = document.currentScript, at = new URL(me.src).origin, day = 86400, name = "wa_anonymous", last = "";
  var given = me.dataset.consent === "given";

  function mayI() {
    var shopify = window.Shopify && window.Shopify.customerPrivacy;
    if (navigator.globalPrivacyControl) return false;
    return given || !!(shopify && shopify.analyticsProcessingAllowed && shopify.analyticsProcessingAllowed());
  }
  function known() {
    var found = document.cookie.match(/(?:^|; )wa_anonymous=([0-9a-f]{32})/);
    return found ? found[1] : "";
  }
  function keep(id, age) {
    document.cookie = name + "=" + id + ";path=/;max-age=" + age + ";samesite=lax" +
      (location.protocol === "https:" ? ";secure" : "");
  }
  function whoAmI() {
    var id = known();
    if (!id) {
      id = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) {
        return (byte + 256).toString(16).slice(1);
      }).join("");
    }
    keep(id, 180 * day);
    return id;
  }
  function tell(what) {
    if (!mayI()) return false;
    what.anonymous = whoAmI();
    var text = JSON.stringify(what);
    if (text === last) return true;
    last = text;
    return navigator.sendBeacon(at + "/visits", text);
  }
  function product() {
    var meta = window.ShopifyAnalytics && window.ShopifyAnalytics.meta;
    var woo = /(?:^| )single-product .*?postid-(\d+)|postid-(\d+) .*?single-product/.exec(document.body.className);
    return me.dataset.product || (meta && meta.product && String(meta.product.id)) || (woo && (woo[1] || woo[2])) || "";
  }
  function cart(lines) {
    return tell({ cart: lines.slice(0, 50).map(function (line) {
      return { id: String(line.id || line.sku || ""), quantity: line.quantity };
    }) });
  }
  function look() {
    if (!mayI()) return;
    var seen = product();
    if (seen) tell({ view: seen });
    if (window.Shopify && window.Shopify.shop) {
      var attributes = {};
      attributes[name] = whoAmI();
      fetch("/cart/update.js", { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ attributes: attributes }) });
    } else if (/woocommerce/.test(document.body.className)) {
      fetch("/wp-json/wc/store/v1/cart").then(function (got) { return got.json(); })
        .then(function (found) { cart(found.items || []); }).catch(function () {});
    }
  }
  window.shopclerkVisits = {
    view: function (id) { return tell({ view: String(id) }); },
    cart: cart,
    consent: function (yes) {
      given = !!yes;
      if (yes) look(); else keep("", 0);
    }
  };
  document.addEventListener("visitorConsentCollected", look);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look); else look();
})();
