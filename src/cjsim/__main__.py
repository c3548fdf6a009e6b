"""`python -m cjsim`: the command line where no script `cjsim` is on the path."""

from cjsim.cli import main

if __name__ == "__main__":
    main()
