using System.Globalization;
using Tables;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var folder = args is [var given] ? given : ".";
Directory.CreateDirectory(folder);
Directory.SetCurrentDirectory(folder);
Pumps.Write("pumps.csv");
WithTheLibrary.Run(Console.Out);
WithMLNet.Run(Console.Out);
