"""Features of the candidates, their scores, and the confidence in the first one."""
