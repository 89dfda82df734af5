using FewLabels;

// No argument: the 10,000 images of the repository. A folder: Fashion-MNIST's four files (Debian: dataset-fashion-mnist), 60,000 to learn from.
Plan plan;
if (args is [var folder])
{
    plan = new Plan { Training = LabelledImages.Read(folder, "train"), Test = LabelledImages.Read(folder, "t10k"), Labels = [100, 1000, 10000], Draws = 3, Epochs = 20 };
}
else
{
    var images = LabelledImages.Read(Path.Combine(Repository(), "data", "fashion-mnist"), "t10k");
    plan = new Plan { Training = images.Part(0, 8000), Test = images.Part(8000, 2000), Labels = [100, 1000] };
}

var results = Experiment.Run(plan, Console.Error);
var ways = results.Select(result => result.Features).Distinct().ToList();
Console.WriteLine($"| labels | {string.Join(" | ", ways)} |");
Console.WriteLine($"|---|{string.Concat(ways.Select(_ => "---|"))}");
foreach (var group in results.GroupBy(result => result.Labels))
    Console.WriteLine($"| {group.Key:N0} | {string.Join(" | ", group.Select(result => $"{100 * result.Mean:F1} ± {100 * result.Spread:F1} %"))} |");

static string Repository()
{
    for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        if (File.Exists(Path.Combine(at.FullName, "SparseAutoencoders.slnx"))) return at.FullName;
    throw new DirectoryNotFoundException("The repository's data are not above this program. Give the folder of Fashion-MNIST's files.");
}
