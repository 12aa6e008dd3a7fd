// The emoji that shops write with.

export const EMOJI = [..."😀😊😍🥰😂😎🤔😅😢😡👍👎🙏👋👏💪❤💕🔥✨🎉🎁🛒🛍💄🧴👗👟📦🚚💳✅❌❓⭐🌹☀🌙⏰📍📞💬"];
