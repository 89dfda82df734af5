using System.Globalization;
using SparseAutoencoders;

namespace Tables;

/// <summary>Makes the table that docs/tables.md learns from: readings of pumps over twelve months.</summary>
internal static class Pumps
{
    public static void Write(string path)
    {
        // begins
        // 500 readings a month. kind and fluid are words, one cell in thirty is empty. From month 7 on one reading in 50 has a fault
        // (a leak: the flow falls, the power does not), and from month 9 on all bearings wear: they run hotter by 1.5 degrees a month.
        var random = new RandomNumbers(seed: 1, stream: 0);
        double Noise() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;        // mean 0, standard deviation 0.5
        string[] kinds = ["gear", "screw", "piston"];
        var lines = new List<string> { "month,kind,fluid,speed,flow,pressure,power,temperature,vibration,fault" };
        for (var month = 1; month <= 12; month++)
        {
            for (var reading = 0; reading < 500; reading++)
            {
                var kind = random.Next(kinds.Length);
                var isOil = random.Next(3) == 0;
                var speed = 900 + (600 * random.NextDouble());
                var flow = (speed * (0.03 + (0.01 * kind))) + Noise();
                var pressure = 4 + (2 * kind) + (isOil ? 1.5 : 0) + (0.4 * Noise());
                var power = (flow * pressure / 20) + (isOil ? 3 : 0) + (0.5 * Noise());
                var temperature = 35 + (power / 3) + (month > 8 ? 1.5 * (month - 8) : 0) + (0.8 * Noise());
                var vibration = (speed / 500) + (0.3 * kind) + (0.2 * Noise());
                var fault = month > 6 && random.Next(50) == 0;
                if (fault) flow *= 0.6;
                string Cell(double number) => random.Next(30) == 0 ? "" : number.ToString("F2", CultureInfo.InvariantCulture);
                lines.Add($"{month},{kinds[kind]},{(isOil ? "oil" : "water")},{Cell(speed)},{Cell(flow)},{Cell(pressure)},{Cell(power)},{Cell(temperature)},{Cell(vibration)},{(fault ? 1 : 0)}");
            }
        }
        File.WriteAllLines(path, lines);
        // ends
    }
}
