"""The simulated phone: a page that looks like WhatsApp and speaks the real webhook protocol."""
