using System.CommandLine;
using System.Globalization;
using Meanings;
using SparseAutoencoders;

// Sparse autoencoders beside principal components, k-means and random numbers, on sentence embeddings: prints a table, and writes table.csv and the models.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var data = new Argument<string>("DATA") { Description = "Folder of embeddings.npy and glosses.csv, as samples/meanings/embed writes it" };
var output = new Option<string>("--output") { Description = "Folder that takes table.csv and the models", Required = true };
var rows = new Option<int?>("--rows") { Description = "The first so many rows alone; all without it" };
var units = new Option<int>("--hidden") { Description = "Hidden units, and centres of k-means", DefaultValueFactory = _ => 1024 };
var l0 = new Option<int[]>("--l0") { Description = "Active units a row, and principal components", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [8, 16, 32, 64] };
var fewCodes = Plan.All.Select(choice => choice.Name).ToArray();
var sparsity = new Option<string[]>("--sparsity") { Description = "Mechanisms", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => fewCodes };
sparsity.AcceptOnlyFromAmong(fewCodes);
var epochs = new Option<int>("--epochs") { Description = "Passes over the rows", DefaultValueFactory = _ => 40 };
var seed = new Option<ulong>("--seed") { Description = "Start of all random numbers", DefaultValueFactory = _ => 1 };
var command = new RootCommand("Compares ways to see sentence embeddings.") { data, output, rows, units, l0, sparsity, epochs, seed };
command.SetAction(parsed =>
{
    var folder = Directory.CreateDirectory(parsed.GetValue(output)!).FullName;
    var plan = new Plan
    {
        Rows = ClassedRows.Read(parsed.GetValue(data)!).First(parsed.GetValue(rows) ?? int.MaxValue),
        Output = folder,
        Units = parsed.GetValue(units),
        L0 = parsed.GetValue(l0)!,
        Mechanisms = [.. Plan.All.Where(choice => parsed.GetValue(sparsity)!.Contains(choice.Name))],
        Epochs = parsed.GetValue(epochs),
        Seed = parsed.GetValue(seed),
    };
    using var table = File.CreateText(Path.Combine(folder, "table.csv"));
    table.WriteLine(Result.CsvHead);
    Console.WriteLine(Result.MarkdownHead);
    foreach (var result in new Comparison(plan).Run())           // each is told once it is known
    {
        table.WriteLine(result.Csv);
        table.Flush();
        Console.WriteLine(result.Markdown);
    }
});
try
{
    return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or TrainingException)
{
    Console.Error.WriteLine($"meanings: {failure.Message}");
    return 1;
}
