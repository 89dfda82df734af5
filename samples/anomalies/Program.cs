using System.Globalization;
using Anomalies;

// anomalies sensors FILE.csv [--write ROWS.csv]     anomalies shuttle FILE.csv [--write ROWS.csv]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length is not (2 or 4) || args[0] is not ("sensors" or "shuttle") || (args.Length == 4 && args[2] != "--write"))
{
    Console.Error.WriteLine("Give sensors or shuttle, the file, and, if the rows are to be written for bench/peers/anomalies.py, --write FILE.");
    return 2;
}
var rows = args[0] == "sensors" ? LabelledRows.OfSensors(args[1], window: 8) : LabelledRows.OfShuttle(args[1]);
Console.WriteLine($"{rows.Training.Rows} rows of {rows.Training.Columns} numbers to learn from, {rows.Judged.Rows} to judge, {rows.Anomalous.Count(one => one)} of them anomalies");
var standardized = rows.Standardized();
if (args.Length == 4) standardized.Write(args[3]);

Console.WriteLine($"{"",-44}{"ROC AUC",10}{"avg. precision",16}");
foreach (var (hidden, rho) in new[] { (4, 0.2), (8, 0.1), (8, 0.2), (16, 0.05), (16, 0.1), (16, 0.2), (32, 0.05), (32, 0.1) })
    Show($"sparse autoencoder, {hidden} units, rho {rho}", Autoencoder.Score(rows, hidden, rho, epochs: 20));
for (var rank = 1; rank <= Math.Min(8, rows.Training.Columns - 1); rank++) Show($"ML.NET randomized PCA, rank {rank}", RandomizedPca.Score(standardized, rank));
return 0;

void Show(string method, double[] scores)
{
    var ranking = Ranking.Of(scores, rows.Anomalous);
    Console.WriteLine($"{method,-44}{ranking.RocAuc,10:F4}{ranking.AveragePrecision,16:F4}");
}
