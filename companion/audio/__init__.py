"""Sound in and out: the mixer (pure), its output stream, the microphone's capture, and the devices behind them."""
