"""Where people come from: ads, links, QR codes, the bubble on a website; and whom a sold-out product is promised."""
