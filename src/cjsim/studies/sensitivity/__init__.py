"""What would change the answer: sensitivity, switch points, losing cases."""
