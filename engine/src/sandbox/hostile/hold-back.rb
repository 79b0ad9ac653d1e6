# Prints without a newline and without flushing, then waits for ever.
print 'What is your name?'
sleep
