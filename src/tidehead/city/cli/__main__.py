from tidehead.city.cli.main import main

main()
