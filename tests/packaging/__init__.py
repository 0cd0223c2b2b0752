"""What is carried to computers without a network: the folder, its installer, its page; and the locked versions."""
