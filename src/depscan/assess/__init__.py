"""Pure arithmetic over dependencies and knowledge: exposure, lock-in, risk, portfolio. No input, no output, no clock.

What is computed: exposure is the maximum over law × effect of severity × certainty; lock-in a sum of weighted factors;
risk a mean of both that leans to the larger. What is not known makes an interval, never a zero.
"""
